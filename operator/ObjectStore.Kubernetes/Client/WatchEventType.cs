namespace ObjectStore.Kubernetes.Client;

/// <summary>What an event of a watch tells.</summary>
public enum WatchEventType
{
    /// <summary>The object is new to the watch.</summary>
    Added,

    /// <summary>The object has changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer selected.</summary>
    Deleted,

    /// <summary>Nothing has changed up to the resource version.</summary>
    Bookmark,
}
