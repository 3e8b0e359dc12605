using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Lifecycle;

/// <summary>How days are counted, by gateways too: of the settings of lifecycle rules.</summary>
public class CalendarOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Lifecycle";

    /// <summary>How long a day of the rules is. Another length than 24 hours is for tests only: days then end to the tick and not at midnight.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DayLength { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>Checks <see cref="CalendarOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CalendarOptionsValidator : IValidateOptions<CalendarOptions>;
