using System.Diagnostics.CodeAnalysis;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>How clients name a version of a key: by its id, or as the null version.</summary>
public readonly record struct VersionName
{
    private const string NullText = "null";

    private VersionName(VersionId id) => Id = id;

    /// <summary>The null version: written before versioning or while it was suspended. At most one of each key.</summary>
    public static VersionName Null => default;

    /// <summary>The id; none for the null version.</summary>
    public VersionId Id { get; }

    /// <summary>Whether it is the null version.</summary>
    public bool IsNull => Id.IsNone;

    /// <summary>The version with an id.</summary>
    public static VersionName Of(VersionId id) => new(id);

    /// <summary>Parses what <see cref="ToString"/> gives; false on anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VersionName name)
    {
        name = default;
        if (text == NullText) return true;
        if (!VersionId.TryParse(text, out var id)) return false;
        name = new VersionName(id);
        return true;
    }

    /// <summary><c>null</c>, or 32 hexadecimal digits.</summary>
    public override string ToString() => IsNull ? NullText : Id.ToString();
}
