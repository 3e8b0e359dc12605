using System.Text.Json.Nodes;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.KubernetesTesting;
using ObjectStore.Testing;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>
/// The API server of tests that hold for every one: the fake; the server that <c>KUBECONFIG</c> names, in namespaces of their own; or etcd and kube-apiserver from the folder
/// <c>KUBEBUILDER_ASSETS</c>.
/// </summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    internal KubernetesClientConfiguration Configuration { get; private set; } = null!;

    private FakeApiServer? _fake;
    private KubeApiServerProcess? _process;

    internal KubernetesClient Client { get; private set; } = null!;

    /// <summary>Whether no real server was given.</summary>
    public bool IsFake => _fake is not null;

    public async ValueTask InitializeAsync()
    {
        Configuration = await ConnectAsync();
        Client = TestClients.Create(Configuration);
        await DefineWidgetsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_fake is not null) await _fake.DisposeAsync();
        if (_process is not null) await _process.DisposeAsync();
    }

    /// <summary>A namespace that nobody else uses.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var created = await Client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "objectstore-tests-" } }, TestContext.Current.CancellationToken);
        return created.Metadata.Name!;
    }

    internal KubernetesClient CreateClient(KubernetesClientOptions options) => TestClients.Create(Configuration, options);

    private async Task<KubernetesClientConfiguration> ConnectAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } paths) return KubernetesClientConfiguration.BuildConfigFromConfigFile(paths, null);
        if (KubeApiServerProcess.Folder is { } folder)
        {
            _process = await KubeApiServerProcess.StartAsync(folder);
            return _process.Configuration;
        }

        _fake = await FakeApiServer.StartAsync();
        return _fake.Configuration;
    }

    private async Task DefineWidgetsAsync()
    {
        var definition = new V1CustomResourceDefinition { Metadata = new V1ObjectMeta { Name = $"widgets.{V1Widget.Group}" }, Spec = WidgetSpec() };
        try
        {
            await Client.CreateAsync(definition, CancellationToken.None);
        }
        catch (KubernetesApiException exception) when (exception.IsAlreadyExists)
        {
            // Left by an earlier run.
        }

        await Wait.UntilAsync(async () =>
        {
            try
            {
                await Client.ListPageAsync<V1Widget>(ListOptions.All, null, CancellationToken.None);
                return true;
            }
            catch (KubernetesApiException exception) when (exception.IsNotFound)
            {
                return false;
            }
        });
    }

    private static JsonObject WidgetSpec() => JsonNode.Parse(
        """
        {
          "group": "test.objectstore.dev", "scope": "Namespaced",
          "names": { "plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList" },
          "versions": [{
            "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
            "schema": { "openAPIV3Schema": { "type": "object", "properties": {
              "spec": { "type": "object", "properties": {
                "color": { "type": "string" }, "size": { "type": "integer" }, "parts": { "type": "array", "items": { "type": "string" } } } },
              "status": { "type": "object", "properties": {
                "phase": { "type": "string" },
                "conditions": { "type": "array", "items": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } } } } } }
          }]
        }
        """)!.AsObject();
}
