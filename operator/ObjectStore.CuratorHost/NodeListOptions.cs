using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.CuratorHost;

/// <summary>Where the nodes of the cluster are.</summary>
public sealed partial class NodeListOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Nodes";

    /// <summary>gRPC endpoints of the nodes, such as <c>https://10.0.0.11:9100</c>. Either these or <see cref="File"/>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>A file with an endpoint on each line, read again and again: nodes are added and removed by changing it.</summary>
    public string File { get; init; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Addresses.Count > 0 == File.Length > 0) yield return new ValidationResult("Either Nodes:Addresses or Nodes:File says where the nodes are.", [nameof(Addresses)]);
        foreach (var address in Addresses.Where(static address => !NodeList.TryParse(address, out _)))
            yield return new ValidationResult($"'{address}' is not an endpoint such as https://10.0.0.11:9100.", [nameof(Addresses)]);
    }
}

/// <summary>Validates <see cref="NodeListOptions"/>.</summary>
[OptionsValidator]
public sealed partial class NodeListOptionsValidator : IValidateOptions<NodeListOptions>;
