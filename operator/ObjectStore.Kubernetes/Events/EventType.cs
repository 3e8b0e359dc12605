namespace ObjectStore.Kubernetes.Events;

/// <summary>How people should take an event.</summary>
public enum EventType
{
    /// <summary>It is as it should be.</summary>
    Normal,

    /// <summary>Somebody may have to look.</summary>
    Warning,
}
