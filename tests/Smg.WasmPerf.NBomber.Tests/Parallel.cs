// Tests that may run beside each other mostly wait: for load that lasts its planned time, in other processes.
[assembly: Parallelization(MaxThreads = 4)]
