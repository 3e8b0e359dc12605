using Microsoft.Extensions.DependencyInjection;

namespace ObjectStore.Lifecycle;

/// <summary>Registers how days are counted.</summary>
public static class CalendarServices
{
    /// <summary>Adds <see cref="CalendarOptions"/> as the settings say.</summary>
    public static IServiceCollection AddLifecycleCalendar(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<CalendarOptions, CalendarOptionsValidator>().BindConfiguration(CalendarOptions.SectionName);
        return services;
    }
}
