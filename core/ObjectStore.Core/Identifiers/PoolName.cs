using System.Text.RegularExpressions;

namespace ObjectStore.Core.Identifiers;

/// <summary>Name of a storage pool: devices that are used together.</summary>
public readonly partial record struct PoolName(string Value)
{
    /// <summary>The pool of devices and placement groups that name none, as all did before there were several.</summary>
    public static PoolName Default { get; } = new("default");

    /// <summary>
    /// Whether a text can be the name of a new pool: up to 63 letters, digits, hyphens, underscores and dots, of which the first and the last are letters or digits. Such a name can be part
    /// of a path, a setting and a label as it is. Names on disks are not asked again.
    /// </summary>
    public static bool IsName(string text) => Pattern().IsMatch(text);

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
