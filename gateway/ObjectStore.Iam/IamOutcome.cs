using ObjectStore.Cluster.Iam;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam;

/// <summary>What an action answers, and what it changes before that.</summary>
/// <param name="Write">Writes what stands inside the element of the result.</param>
internal sealed record IamOutcome(Action<S3XmlWriter> Write)
{
    /// <summary>Entities that are stored.</summary>
    public IReadOnlyList<IamEntity> Stored { get; init; } = [];

    /// <summary>Entities that are removed.</summary>
    public IReadOnlyList<IamEntity> Removed { get; init; } = [];

    /// <summary>Whether nothing changes.</summary>
    public bool IsRead => Stored.Count == 0 && Removed.Count == 0;

    /// <summary>A change that is answered with nothing but its success.</summary>
    public static IamOutcome Store(params IamEntity[] entities) => new(static _ => { }) { Stored = entities };

    /// <summary>A removal that is answered with nothing but its success.</summary>
    public static IamOutcome Remove(params IamEntity[] entities) => new(static _ => { }) { Removed = entities };
}
