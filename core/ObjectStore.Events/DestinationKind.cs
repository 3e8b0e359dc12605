namespace ObjectStore.Events;

/// <summary>As what a configuration names a destination. To this store it is all the same; answers show it as it was set. Stored by name.</summary>
public enum DestinationKind
{
    /// <summary><c>QueueConfiguration</c>.</summary>
    Queue,

    /// <summary><c>TopicConfiguration</c>.</summary>
    Topic,
}
