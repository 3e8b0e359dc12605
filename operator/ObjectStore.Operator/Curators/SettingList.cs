namespace ObjectStore.Operator.Curators;

/// <summary>Settings of one kind; equal when each of them is, in their order.</summary>
internal sealed record SettingList<T>(IReadOnlyList<T> All)
    where T : IEquatable<T>
{
    /// <summary>None.</summary>
    public static SettingList<T> None { get; } = new([]);

    /// <inheritdoc />
    public bool Equals(SettingList<T>? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override int GetHashCode() => All.Aggregate(All.Count, static (hash, each) => HashCode.Combine(hash, each));
}
