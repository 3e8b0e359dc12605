using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>A part of a multipart object, and where it lies there.</summary>
/// <param name="Part">Its row.</param>
/// <param name="Position">Its first byte in the object.</param>
internal readonly record struct LocatedPart(PartRecord Part, long Position)
{
    /// <summary>Where the next part begins.</summary>
    public long End => Position + Part.Size;
}
