namespace ObjectStore.Core.Identifiers;

/// <summary>Fencing number of a map or a lease; only ever grows. The first one is 1, 0 means "none".</summary>
public readonly record struct Epoch(ulong Value) : IComparable<Epoch>
{
    /// <summary>The epoch that replaces this one.</summary>
    public Epoch Next => new(Value + 1);

    /// <inheritdoc />
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> was replaced by <paramref name="right"/>.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> replaced <paramref name="right"/>.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is <paramref name="right"/> or was replaced by it.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is <paramref name="right"/> or replaced it.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
