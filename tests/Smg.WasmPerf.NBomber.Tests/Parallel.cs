// Tests that may run beside each other mostly wait: for load that lasts its planned time, in other processes.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
