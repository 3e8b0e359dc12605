using ObjectStore.Curator.Replication.Endpoints;

namespace ObjectStore.Operator.Curators;

/// <summary>An S3 endpoint of replication as a curator is told of it: a target, or the store's own gateways.</summary>
/// <param name="Name">Name of the target; empty for the gateways.</param>
/// <param name="Url">Its address.</param>
/// <param name="Region">Of the signatures.</param>
/// <param name="KeepsVersions">Whether versions keep their ids there.</param>
/// <param name="HasAuthority">Whether there is a file of whom to trust.</param>
internal sealed record CuratorEndpoint(string Name, string Url, string Region, bool KeepsVersions, bool HasAuthority)
{
    /// <summary>Name of the file with the access key.</summary>
    public string CredentialsFile => $"{FilePrefix}-credentials";

    /// <summary>Name of the file with whom to trust.</summary>
    public string AuthorityFile => $"{FilePrefix}-ca.crt";

    private string FilePrefix => Name.Length == 0 ? "replication-source" : $"replication-target-{Name}";

    /// <summary>The settings of the curator, with files in a folder.</summary>
    public TargetOptions In(string folder) => new()
    {
        Url = Url,
        Region = Region,
        CredentialsFile = Path.Combine(folder, CredentialsFile),
        CaFile = HasAuthority ? Path.Combine(folder, AuthorityFile) : "",
        KeepsVersions = KeepsVersions,
    };
}
