using System.Globalization;

namespace ObjectStore.Core.Stripes;

/// <summary>How a stripe is cut: K data and M parity fragments, shown as <c>4+2</c>. <c>1+2</c> is three copies.</summary>
/// <param name="DataFragments">K, at least 1.</param>
/// <param name="ParityFragments">M, at least 0; K+M is at most <see cref="FragmentsMax"/>.</param>
public readonly record struct ErasureProfile(byte DataFragments, byte ParityFragments)
{
    /// <summary>Most fragments that a stripe may have.</summary>
    public const int FragmentsMax = 32;

    /// <summary>One copy per zone, for small objects.</summary>
    public static ErasureProfile Replicated => new(1, 2);

    /// <summary>K+M.</summary>
    public int FragmentCount => DataFragments + ParityFragments;

    /// <summary>Parses <c>K+M</c>; false when it is not that, or out of bounds.</summary>
    public static bool TryParse(string? text, out ErasureProfile profile)
    {
        profile = default;
        var plus = text?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        if (plus <= 0
            || !byte.TryParse(text.AsSpan(0, plus), NumberStyles.None, CultureInfo.InvariantCulture, out var data)
            || !byte.TryParse(text.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var parity)
            || !IsValid(data, parity)) return false;
        profile = new ErasureProfile(data, parity);
        return true;
    }

    /// <summary>Whether K and M are inside the bounds of a profile.</summary>
    public static bool IsValid(int dataFragments, int parityFragments) =>
        dataFragments >= 1 && parityFragments >= 0 && dataFragments + parityFragments <= FragmentsMax;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DataFragments}+{ParityFragments}");
}
