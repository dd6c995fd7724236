using System.Collections.Concurrent;

namespace Smg.Load.Running;

/// <summary>Threads that start an open model's requests, first come, first served.</summary>
internal sealed class RequestWorkers
{
    private readonly BlockingCollection<OpenRequest> _queue = [];

    /// <summary>Starts the threads.</summary>
    public RequestWorkers(int count)
    {
        for (int i = 0; i < count; i++)
        {
            LoadThread.Start("worker", Work);
        }
    }

    /// <summary>Queues a request.</summary>
    public void Queue(OpenRequest request) => _queue.Add(request);

    /// <summary>Ends the threads once the queue is empty.</summary>
    public void End() => _queue.CompleteAdding();

    private void Work()
    {
        foreach (OpenRequest request in _queue.GetConsumingEnumerable())
        {
            request.Execute();
        }
    }
}
