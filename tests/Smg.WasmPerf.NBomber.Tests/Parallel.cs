// Tests that may run beside each other mostly wait: for load that lasts its planned time, in other processes.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
