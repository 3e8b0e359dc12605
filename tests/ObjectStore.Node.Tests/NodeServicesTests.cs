using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ObjectStore.Node.Admin;
using ObjectStore.Node.Devices;

namespace ObjectStore.Node.Tests;

public sealed class NodeServicesTests
{
    /// <summary>They start one after the other: a process that did not answer while its disks are slow would be started again, for ever.</summary>
    [Fact]
    public void AddObjectStoreNode_HealthIsAnsweredBeforeDevicesAreLookedFor()
    {
        var services = new ServiceCollection().AddObjectStoreNode(new ConfigurationBuilder().Build());

        var started = services.Where(service => service.ServiceType == typeof(IHostedService)).Select(service => service.ImplementationType);

        Assert.Equal([typeof(AdminServer), typeof(DeviceScanner)], started.Where(type => type == typeof(AdminServer) || type == typeof(DeviceScanner)));
    }
}
