using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Cluster.Leadership;

/// <summary>How one of several processes is the leader.</summary>
public sealed partial class LeaseOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Lease";

    /// <summary>A leader that has not renewed for this long is followed by another.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the leader renews, and the others look.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RenewPeriod { get; init; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RenewPeriod * 3 > Duration) yield return new ValidationResult("Lease:RenewPeriod must fit into Lease:Duration three times.", [nameof(RenewPeriod)]);
    }
}

/// <summary>Validates <see cref="LeaseOptions"/>.</summary>
[OptionsValidator]
public sealed partial class LeaseOptionsValidator : IValidateOptions<LeaseOptions>;
