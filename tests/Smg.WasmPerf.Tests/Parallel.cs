using Xunit;

// Tests that may run beside each other mostly wait, for load that lasts its planned time.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
