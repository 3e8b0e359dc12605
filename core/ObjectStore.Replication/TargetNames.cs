namespace ObjectStore.Replication;

/// <summary>The targets that rules may name, as the curator's settings have them. Stored in the catalog's job state, so that gateways need neither addresses nor secrets.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Names">The names, in order.</param>
public sealed record TargetNames(int Version, IReadOnlyList<string> Names)
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Name of the job state.</summary>
    public const string Key = "replication/targets";
}
