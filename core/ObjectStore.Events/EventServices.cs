using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Events.Announcing;

namespace ObjectStore.Events;

/// <summary>Registers what writes events.</summary>
public static class EventServices
{
    /// <summary>Adds <see cref="OutboxRoom"/>; once for each process, however often it is called. The host provides the index.</summary>
    public static IServiceCollection AddObjectStoreEvents(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventMetrics>();
        services.TryAddSingleton<OutboxRoom>();
        return services;
    }
}
