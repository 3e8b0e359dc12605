using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ObjectStore.Admin;

/// <summary>The endpoint for metrics, health and administration.</summary>
public sealed partial class AdminOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Admin";

    /// <summary>Address and port.</summary>
    [Required]
    public string Endpoint { get; set; } = "127.0.0.1:9001";

    /// <summary>Whether <c>/metrics</c>, too, needs an admin's signature.</summary>
    public bool ProtectMetrics { get; set; }

    /// <summary>Region that requests are signed for, in a process without a gateway; with one, that of the gateway counts.</summary>
    [Required, RegularExpression("^[a-z0-9-]{1,32}$")]
    public string Region { get; set; } = "us-east-1";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPEndPoint.TryParse(Endpoint, out var endpoint) || endpoint.Port == 0)
            yield return new ValidationResult($"'{Endpoint}' is not an address with a port such as 127.0.0.1:9001.", [nameof(Endpoint)]);
    }
}

/// <summary>Validates <see cref="AdminOptions"/>.</summary>
[OptionsValidator]
public sealed partial class AdminOptionsValidator : IValidateOptions<AdminOptions>;
