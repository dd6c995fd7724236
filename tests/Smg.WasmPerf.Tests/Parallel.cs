using Xunit;

// Tests that may run beside each other mostly wait, for load that lasts its planned time.
[assembly: Parallelization(MaxThreads = 4)]
