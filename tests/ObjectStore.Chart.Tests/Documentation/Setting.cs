namespace ObjectStore.Chart.Tests.Documentation;

/// <summary>A setting that a process understands.</summary>
/// <param name="Path">Section and names with colons between them; <c>NAME</c> stands for a name that people choose, <c>0</c> for the place in a list.</param>
/// <param name="Default">As people write it, or <c>none</c>.</param>
/// <param name="Meaning">Summary of the property that holds it.</param>
internal sealed record Setting(string Path, string Default, string Meaning)
{
    public const string AnyName = "NAME";
    public const string AnyPlace = "0";

    /// <summary>Whether a path of a page means this setting, or settings of which it is one.</summary>
    public bool IsMeantBy(string path)
    {
        var (own, named) = (Path.Split(':'), path.Split(':'));
        if (named.Length > own.Length) return false;
        for (var i = 0; i < named.Length; i++)
        {
            if (named[i] is "*" or "…") return true;
            if (own[i] is not (AnyName or AnyPlace) && own[i] != named[i]) return false;
        }

        return true;
    }
}
