using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ObjectStore.Lifecycle;

/// <summary>Registers how days are counted.</summary>
public static class CalendarServices
{
    /// <summary>Adds <see cref="CalendarOptions"/> as the settings say.</summary>
    public static IServiceCollection AddLifecycleCalendar(this IServiceCollection services)
    {
        services.TryAddSingleton<IValidateOptions<CalendarOptions>, CalendarOptionsValidator>();
        services.AddOptionsWithValidateOnStart<CalendarOptions>().BindConfiguration(CalendarOptions.SectionName);
        return services;
    }
}
