using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>Registers the storage classes.</summary>
public static class StorageClassServices
{
    /// <summary>Adds <see cref="StorageClassTable"/> as the settings say; once for each process, however often it is called.</summary>
    public static IServiceCollection AddStorageClasses(this IServiceCollection services)
    {
        if (services.Any(static each => each.ServiceType == typeof(StorageClassTable))) return services;
        services.AddOptionsWithValidateOnStart<StorageClassesOptions, StorageClassesValidator>()
            .Configure<IConfiguration>(static (options, configuration) => configuration.GetSection(StorageClassesOptions.SectionName).Bind(options.Classes));
        services.AddSingleton(static provider => StorageClassTable.Make(provider.GetRequiredService<IOptions<StorageClassesOptions>>().Value));
        return services;
    }
}
