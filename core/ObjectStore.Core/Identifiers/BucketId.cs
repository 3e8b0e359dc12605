using System.Globalization;

namespace ObjectStore.Core.Identifiers;

/// <summary>Identity of one life of a bucket. A bucket that is deleted and created again under the same name has another id.</summary>
public readonly record struct BucketId(ulong Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
