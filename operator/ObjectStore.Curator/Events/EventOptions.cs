using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Events;

namespace ObjectStore.Curator.Events;

/// <summary>Settings of event notifications; docs/events.md.</summary>
public sealed class EventOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Events";

    /// <summary>Destinations by name. Only what is here can be named by configurations of buckets.</summary>
    public Dictionary<string, DestinationOptions> Destinations { get; init; } = [];

    /// <summary>Events that may wait in the outbox of a bucket; newer ones are lost.</summary>
    [Range(1L, 100_000_000L)]
    public long BucketRowsMax { get; init; } = 100_000;

    /// <summary>Bytes of them.</summary>
    [Range(4L << 10, 1L << 40)]
    public long BucketBytesMax { get; init; } = 64 << 20;

    /// <summary>How old an event is that is given up when its destination does not take it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a destination may take to acknowledge an event.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Keys whose events are under way to one destination at once.</summary>
    [Range(1, 256)]
    public int KeysInParallel { get; init; } = 8;

    /// <summary>Rows of the outbox that are read at a time.</summary>
    [Range(1, 1_000)]
    public int PageRows { get; init; } = 500;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, destination) in Destinations)
        {
            if (!DestinationArn.IsName(name)) yield return new ValidationResult($"{SectionName}:Destinations: '{name}' is no name: up to {DestinationArn.NameLengthMax} letters, digits, hyphens and underscores.");
            if (destination.Problem() is { } problem) yield return new ValidationResult($"{SectionName}:Destinations:{name}: {problem}.");
        }
    }
}

/// <summary>Checks <see cref="EventOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class EventOptionsValidator : IValidateOptions<EventOptions>;
