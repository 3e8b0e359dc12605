using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>Names of the retention modes.</summary>
internal static class LockModes
{
    private const string Governance = "GOVERNANCE";
    private const string Compliance = "COMPLIANCE";

    /// <summary>The name of a mode.</summary>
    public static string NameOf(RetentionMode mode) => mode == RetentionMode.Compliance ? Compliance : Governance;

    /// <summary>False when the text names no mode.</summary>
    public static bool TryParse(string? text, out RetentionMode mode)
    {
        mode = text == Compliance ? RetentionMode.Compliance : RetentionMode.Governance;
        return text is Governance or Compliance;
    }
}
