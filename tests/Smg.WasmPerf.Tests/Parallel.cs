// Tests that may run beside each other mostly wait, for load that lasts its planned time.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
