using System.Text;
using Microsoft.Extensions.Configuration;
using ObjectStore.Curator.Events;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Curators;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>Destinations of events, from the spec and Secrets to the settings of the curator.</summary>
public sealed class StoreEventsTests : ControllerTests
{
    private static readonly StoreDestination Bus = new() { Name = "bus", Url = "amqps://bus.example.com/v", Exchange = "objects", SecretName = "bus" };
    private static readonly StoreDestination Hook = new() { Name = "hook", Url = "https://hook.example.com/", SecretName = "hook" };

    [Fact]
    public async Task Reconcile_Destinations_ReachTheCuratorWithTheirSecrets()
    {
        await CreateSecretAsync("bus", ("username", "alice"), ("password", "secret"), ("ca.crt", "PEM"), ("default_user.conf", "x"));
        await CreateSecretAsync("hook", ("hmac-key", "sign"));
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Events = new StoreEvents { Destinations = [Bus, Hook] } });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "EventsConfigured", "Configured");
        var settings = Bind(Assert.Single(Operator.Curators.Started).Destinations);
        Assert.Equal(("amqps://bus.example.com/v", "objects", "/f/event-bus-username", "/f/event-bus-password", "/f/event-bus-ca.crt", ""), Facts(settings["bus"]));
        Assert.Equal(("https://hook.example.com/", "", "", "", "", "/f/event-hook-hmac-key"), Facts(settings["hook"]));
        Assert.Equal("", settings["hook"].TokenFile);
        Assert.All(settings.Values, static each => Assert.Null(each.Problem()));
        var files = Operator.Curators.LastSecrets!.Destinations.ToDictionary(static file => file.Key, static file => Encoding.ASCII.GetString(file.Value));
        Assert.Equal(new Dictionary<string, string> { ["event-bus-username"] = "alice", ["event-bus-password"] = "secret", ["event-bus-ca.crt"] = "PEM", ["event-hook-hmac-key"] = "sign" }, files);
    }

    [Fact]
    public async Task Reconcile_SecretIsMissing_SaysSoAndHoldsUpNothingElse()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Events = new StoreEvents { Destinations = [Bus, Hook] } });

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "EventsConfigured", "SecretMissing");
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        var settings = Bind(Assert.Single(Operator.Curators.Started).Destinations);
        Assert.Equal("/f/event-hook-token", settings["hook"].TokenFile);
        Assert.Equal("/f/event-bus-username", settings["bus"].UserFile);

        await CreateSecretAsync("hook", ("token", "t"));
        await CreateSecretAsync("bus", ("username", "alice"));
        await LookAgainAsync("1");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "EventsConfigured", "SecretInvalid");
    }

    [Fact]
    public async Task Reconcile_DestinationChanges_TheCuratorStartsAnew()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Events = new StoreEvents { Destinations = [Hook with { SecretName = null }] } });
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "EventsConfigured", "Configured");
        await LookAgainAsync("1");
        Assert.Single(Operator.Curators.Started);

        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("""{"spec":{"events":{"destinations":[{"name":"hook","url":"https://other.example.com/"}]}}}"""), null, Token);

        await Wait.UntilAsync(() => Operator.Curators.Started.Count == 2);
        Assert.Equal("https://other.example.com/", Operator.Curators.Started.Last().Destinations.All[0].Url);
    }

    private static (string Url, string Exchange, string User, string Password, string Authority, string Hmac) Facts(DestinationOptions options) =>
        (options.Url, options.Exchange, options.UserFile, options.PasswordFile, options.CaFile, options.HmacKeyFile);

    /// <summary>As the curator's host reads them.</summary>
    private static Dictionary<string, DestinationOptions> Bind(CuratorDestinations destinations)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(destinations.Settings("/f")).Build();
        return configuration.GetSection($"{EventOptions.SectionName}:{nameof(EventOptions.Destinations)}").Get<Dictionary<string, DestinationOptions>>()!;
    }

    private async Task CreateSecretAsync(string name, params (string Key, string Value)[] data) =>
        await Client.CreateAsync(new V1Secret { Metadata = Meta(name), Data = data.ToDictionary(static each => each.Key, static each => Encoding.ASCII.GetBytes(each.Value)) }, Token);

    private async Task LookAgainAsync(string value) =>
        await Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge("{\"metadata\":{\"annotations\":{\"look\":\"" + value + "\"}}}"), null, Token);
}
