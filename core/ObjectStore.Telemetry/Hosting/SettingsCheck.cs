using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>Validates the options of all sections before anything starts.</summary>
public static class SettingsCheck
{
    /// <summary>Returns when all settings are valid.</summary>
    /// <exception cref="OptionsValidationException">Mistakes in one section.</exception>
    /// <exception cref="SettingsException">Mistakes in several sections, all of them.</exception>
    public static void Run(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(static inner => inner is OptionsValidationException))
        {
            // Options that are made from others repeat the mistakes of those.
            throw new SettingsException(string.Join("; ", exception.InnerExceptions.Select(static inner => inner.Message).Distinct(StringComparer.Ordinal)));
        }
    }
}
