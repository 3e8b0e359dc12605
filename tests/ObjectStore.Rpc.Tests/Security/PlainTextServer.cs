using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using ObjectStore.Rpc.Server;

namespace ObjectStore.Rpc.Tests.Security;

/// <summary>Tries to serve without certificates.</summary>
internal static class PlainTextServer
{
    public static async Task StartAsync(IPAddress address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenForRpc(new IPEndPoint(address, 0), null));
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
    }
}
