namespace Smg.Gateway.Events;

/// <summary>A stretch of a stream of server-sent events: the lines of one event with the blank line that ends it.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="IsEmpty">Whether it has no line but blank ones.</param>
/// <param name="IsRest">Whether its beginning was taken before.</param>
/// <param name="IsLineFeed">Whether it is the line feed of the block before, whose carriage return came first.</param>
internal readonly record struct EventBlock(long Length, bool IsEmpty, bool IsRest, bool IsLineFeed = false);
