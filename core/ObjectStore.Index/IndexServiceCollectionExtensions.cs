using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Index;

/// <summary>Registers the index.</summary>
public static class IndexServiceCollectionExtensions
{
    /// <summary>Adds catalog and object index over an SQLite file, which is opened when one of them is first asked for and closed with the container.</summary>
    public static IServiceCollection AddSqliteIndex(this IServiceCollection services, Func<IServiceProvider, SqliteOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IOrderedStore>(provider => SqliteOrderedStore.Open(options(provider)));
        services.AddSingleton<ICatalog, Catalog.Catalog>();
        services.AddSingleton<IObjectIndex, ObjectIndex>();
        return services;
    }
}
