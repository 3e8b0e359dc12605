using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>What the row of an archived version says of its restoration: that it was asked for, or where the copy is that reads get until it expires.</summary>
/// <param name="Copy">Identity of the copy, made when it was asked for. The part rows of a multipart object's copy lie under it, as if it were an upload.</param>
/// <param name="Days">How many days the copy is to stay.</param>
/// <param name="Until">When the copy expires; null while it is being made.</param>
/// <param name="Runs">Where the copy is, in order; empty while it is being made, of an empty object, and of a multipart object.</param>
public sealed record StoredRestore(UploadId Copy, int Days, DateTimeOffset? Until, IReadOnlyList<StripeRun> Runs)
{
    /// <summary>When it was asked for, to the millisecond.</summary>
    public DateTimeOffset RequestedAt => Copy.CreatedAt;

    /// <summary>Whether both say the same; runs change only with the time.</summary>
    public static bool AreSame(StoredRestore? left, StoredRestore? right) => left?.Copy == right?.Copy && left?.Until == right?.Until && left?.Days == right?.Days;
}
