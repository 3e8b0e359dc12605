namespace ObjectStore.Extents.Scheduling;

/// <summary>What became of an item on its way into a <see cref="BoundedQueue{T}"/>.</summary>
internal enum EnqueueResult
{
    Entered,

    /// <summary>The queue is at its bound.</summary>
    Full,

    /// <summary>The device is closing.</summary>
    Closed,
}
