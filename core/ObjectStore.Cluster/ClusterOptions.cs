using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Cluster;

/// <summary>Which cluster a process belongs to, and how it follows it.</summary>
public sealed partial class ClusterOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Cluster";

    /// <summary>Identity of the cluster, a GUID that all its processes share. Either this or <see cref="IdFile"/>.</summary>
    public string Id { get; init; } = "";

    /// <summary>A file whose first line is the identity.</summary>
    public string IdFile { get; init; } = "";

    /// <summary>How often nodes are asked how they are, and the catalog for what has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RefreshPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Id.Length > 0 == IdFile.Length > 0) yield return new ValidationResult("Either Cluster:Id or Cluster:IdFile is set, and not both.", [nameof(Id)]);
        if (Id.Length > 0 && !Guid.TryParseExact(Id, "D", out _))
            yield return new ValidationResult($"'{Id}' is not an identity such as 00000000-0000-0000-0000-000000000001.", [nameof(Id)]);
    }
}

/// <summary>Validates <see cref="ClusterOptions"/>.</summary>
[OptionsValidator]
public sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
