namespace Smg.Gateway.Events;

/// <summary>A stretch of a stream of server-sent events: the lines of one event with the blank line that ends it.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="IsEmpty">Whether it is a blank line alone, or the line feed of one whose carriage return came before.</param>
/// <param name="IsRest">Whether its beginning was taken before.</param>
internal readonly record struct EventBlock(long Length, bool IsEmpty, bool IsRest);
