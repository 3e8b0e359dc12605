namespace ObjectStore.Events.Announcing;

/// <summary>What a change of a key is called, by what becomes of it.</summary>
/// <param name="Kept">When a version is added or changed; null when nobody is told of that.</param>
/// <param name="Removed">When one is removed for good.</param>
/// <param name="Covered">When a delete marker covers the others.</param>
public readonly record struct EventTriple(EventType? Kept, EventType? Removed, EventType? Covered)
{
    /// <summary>Removals that a client asks for.</summary>
    public static EventTriple OfRemoval { get; } = new(null, EventType.ObjectRemovedDelete, EventType.ObjectRemovedDeleteMarkerCreated);

    /// <summary>Removals by lifecycle rules.</summary>
    public static EventTriple OfExpiration { get; } = new(null, EventType.LifecycleExpirationDelete, EventType.LifecycleExpirationDeleteMarkerCreated);

    /// <summary>Moves to another storage class by lifecycle rules.</summary>
    public static EventTriple OfTransition { get; } = OfChange(EventType.LifecycleTransition);

    /// <summary>Writes and updates.</summary>
    public static EventTriple OfChange(EventType type) => new(type, null, null);
}
