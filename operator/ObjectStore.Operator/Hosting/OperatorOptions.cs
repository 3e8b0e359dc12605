using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Operator.Hosting;

/// <summary>What the operator starts in pods. Shares its section with the settings of the controllers.</summary>
public sealed partial class OperatorOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Operator";

    /// <summary>Image of gateways.</summary>
    [Required]
    public string GatewayImage { get; init; } = "";

    /// <summary>Image of storage nodes.</summary>
    [Required]
    public string NodeImage { get; init; } = "";

    /// <summary>Image of the bundled PostgreSQL; understands the variables of the official one.</summary>
    [Required]
    public string PostgresImage { get; init; } = "docker.io/library/postgres:17";

    /// <summary>When images are pulled.</summary>
    [Required, RegularExpression("^(Always|IfNotPresent|Never)$")]
    public string ImagePullPolicy { get; init; } = "IfNotPresent";

    /// <summary>User and group of the bundled PostgreSQL in its image.</summary>
    [Range(1, 65_535)]
    public long PostgresUser { get; init; } = 999;

    /// <summary>Domain of Services in the cluster.</summary>
    [Required]
    public string ClusterDomain { get; init; } = "cluster.local";
}

/// <summary>Checks <see cref="OperatorOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class OperatorOptionsValidator : IValidateOptions<OperatorOptions>;
