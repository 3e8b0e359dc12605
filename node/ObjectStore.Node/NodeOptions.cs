using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Node;

/// <summary>What a storage node is and has.</summary>
public sealed partial class NodeOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Node";

    /// <summary>Name of the node, unique in its cluster. Either this or <see cref="NameFile"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>A file whose first line is the name.</summary>
    public string NameFile { get; init; } = "";

    /// <summary>The failure domain that the node is in. Either this or <see cref="ZoneFile"/>.</summary>
    public string Zone { get; init; } = "";

    /// <summary>A file whose first line is the zone.</summary>
    public string ZoneFile { get; init; } = "";

    /// <summary>Identity of the cluster. A device of another one is refused. Either this or <see cref="ClusterFile"/>.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>A file whose first line is the cluster's identity.</summary>
    public string ClusterFile { get; init; } = "";

    /// <summary>Where gRPC is served.</summary>
    [Required]
    public string Endpoint { get; init; } = "127.0.0.1:9100";

    /// <summary>Where payload is served over HTTP/1.1; empty for nowhere, then it goes over gRPC.</summary>
    public string PayloadEndpoint { get; init; } = "127.0.0.1:9101";

    /// <summary>Where metrics and health are served.</summary>
    [Required]
    public string AdminEndpoint { get; init; } = "127.0.0.1:9102";

    /// <summary>Directories, each a device. An empty one becomes a new device.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>A directory whose directories are devices, too. One that appears while the node runs is taken in.</summary>
    public string DevicesDirectory { get; init; } = "";

    /// <summary>Storage pool of devices that are made.</summary>
    [Required]
    public string Pool { get; init; } = "default";

    /// <summary>How often new devices, and those that could not be opened, are tried.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan DeviceScanPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long calls that are under way may take when the node stops.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OneOf(Name, NameFile, nameof(Name)) is { } name) yield return name;
        if (OneOf(Zone, ZoneFile, nameof(Zone)) is { } zone) yield return zone;
        if (OneOf(Cluster, ClusterFile, nameof(Cluster)) is { } cluster) yield return cluster;
        if (Cluster.Length > 0 && !Guid.TryParseExact(Cluster, "D", out _))
            yield return new ValidationResult($"'{Cluster}' is not an identity such as 00000000-0000-0000-0000-000000000001.", [nameof(Cluster)]);
        if (!PoolName.IsName(Pool))
            yield return new ValidationResult($"'{Pool}' cannot be the name of a storage pool: up to 63 letters, digits, hyphens, underscores and dots, with a letter or digit at both ends.", [nameof(Pool)]);
        if (Devices.Count == 0 && DevicesDirectory.Length == 0)
            yield return new ValidationResult("Node:Devices or Node:DevicesDirectory says where the devices are.", [nameof(Devices)]);
        foreach (var endpoint in new[] { Endpoint, AdminEndpoint, PayloadEndpoint })
        {
            if (endpoint.Length > 0 && (!IPEndPoint.TryParse(endpoint, out var parsed) || parsed.Port == 0))
                yield return new ValidationResult($"'{endpoint}' is not an address with a port such as 127.0.0.1:9100.", [nameof(Endpoint)]);
        }
    }

    private static ValidationResult? OneOf(string value, string file, string name) =>
        value.Length > 0 == file.Length > 0 ? new ValidationResult($"Either Node:{name} or Node:{name}File is set, and not both.", [name]) : null;
}

/// <summary>Validates <see cref="NodeOptions"/>.</summary>
[OptionsValidator]
public sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
