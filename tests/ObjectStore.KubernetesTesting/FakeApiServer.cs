using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Configuration;

namespace ObjectStore.KubernetesTesting;

/// <summary>
/// A Kubernetes API server in this process, over a real port: list in pages, watch with bookmarks and 410, create, update, patch, server-side apply, status, delete with
/// preconditions and finalizers, custom resources; and faults on demand. Without controllers, admission, schemas and defaults.
/// </summary>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Group, string Version, string Plural), ResourceKind> _kinds = new();
    private readonly ObjectTable _table = new();
    private readonly ResourceHandler _resources;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private readonly WebApplication _host;
    private CancellationTokenSource _watches = new();
    private TaskCompletionSource _bookmarks = NewSignal();
    private TaskCompletionSource _ends = NewSignal();

    private FakeApiServer()
    {
        foreach (var kind in ResourceKind.BuiltIn) _kinds[(kind.Group, kind.Version, kind.Plural)] = kind;
        _resources = new ResourceHandler(_table, TimeProvider.System);
        var namespaces = ResourceKind.BuiltIn.First(kind => kind.Kind == "Namespace");
        foreach (var name in (string[])["default", "kube-system"]) _resources.Create(namespaces, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, "server");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _host = builder.Build();
        _host.Run(ServeAsync);
    }

    /// <summary>Token that requests must carry, or null for none.</summary>
    public string? RequiredToken { get; set; }

    /// <summary>Methods, paths and queries of all requests so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Watches that are open.</summary>
    public int WatchCount => _table.WatcherCount;

    public KubernetesClientConfiguration Configuration => new() { Host = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };

    public static async Task<FakeApiServer> StartAsync()
    {
        var server = new FakeApiServer();
        await server._host.StartAsync();
        return server;
    }

    /// <summary>Makes a kind known without a definition.</summary>
    public void Add(ResourceKind kind) => _kinds[(kind.Group, kind.Version, kind.Plural)] = kind;

    /// <summary>Has a fault hit the next requests that match.</summary>
    public Fault Add(Fault fault)
    {
        lock (_lock) _faults.Add(fault);
        return fault;
    }

    /// <summary>Forgets the history, so that old resource versions and pages are answered with 410.</summary>
    public void Compact() => _table.Compact();

    /// <summary>Cuts the connections of all watches.</summary>
    public void CutWatches() => Interlocked.Exchange(ref _watches, new CancellationTokenSource()).Cancel();

    /// <summary>Sends a bookmark to every watch that asked for them.</summary>
    public void SendBookmarks() => Interlocked.Exchange(ref _bookmarks, NewSignal()).SetResult();

    /// <summary>Ends all watches in order, as a server does after their time; events and bookmarks from before are sent.</summary>
    public void EndWatches() => Interlocked.Exchange(ref _ends, NewSignal()).SetResult();

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            foreach (var fault in _faults) fault.Release();
        }

        CutWatches();

        // Disposing alone would stop it, too, and hold a thread of the tests meanwhile.
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task AnswerAsync(HttpContext context, int code, JsonNode body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private async Task ServeAsync(HttpContext context)
    {
        var target = context.Request.Path + context.Request.QueryString.ToUriComponent();
        _requests.Enqueue($"{context.Request.Method} {target}");
        try
        {
            var fault = FaultFor(context.Request.Method, target);
            if (fault is not null && !await PassAsync(fault, context)) return;
            if (RequiredToken is { } token && context.Request.Headers.Authorization != $"Bearer {token}") throw new ApiFailureException(401, "Unauthorized", "Unauthorized");
            var path = ApiPath.Parse(context.Request.Path) ?? throw ApiFailureException.NotFound("the path");
            if (!_kinds.TryGetValue((path.Group, path.Version, path.Plural), out var kind)) throw ApiFailureException.NotFound("the server could not find the requested resource");
            if (path.Subresource is not null && (path.Subresource != "status" || !kind.HasStatus)) throw ApiFailureException.NotFound("the subresource");
            if (context.Request.Query.ContainsKey("watch"))
            {
                await WatchAsync(context, kind, path);
                return;
            }

            var (code, body) = await HandleAsync(context.Request, kind, path);
            if (fault is { CutsAfter: true }) context.Abort();
            else await AnswerAsync(context, code, body);
        }
        catch (ApiFailureException failure)
        {
            await AnswerAsync(context, failure.Code, failure.ToStatus());
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private Fault? FaultFor(string method, string target)
    {
        lock (_lock) return _faults.Find(fault => fault.TryHit(method, target));
    }

    /// <summary>False when the fault has answered.</summary>
    private static async Task<bool> PassAsync(Fault fault, HttpContext context)
    {
        if (fault.Holds) await fault.Released.WaitAsync(context.RequestAborted);
        if (fault.CutsBefore)
        {
            context.Abort();
            return false;
        }

        if (fault.Code is not { } code) return true;
        if (fault.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await AnswerAsync(context, code, new ApiFailureException(code, code == 429 ? "TooManyRequests" : "InternalError", "injected fault").ToStatus());
        return false;
    }

    private async Task<(int Code, JsonNode Body)> HandleAsync(HttpRequest request, ResourceKind kind, ApiPath path)
    {
        if (request.Method == "GET") return (200, path.Name is null ? List(request, kind, path) : _table.Find(kind, path.Namespace, path.Name) ?? throw ApiFailureException.NotFound($"{kind.Plural} \"{path.Name}\""));
        var body = await ReadAsync(request);
        var manager = (string?)request.Query["fieldManager"] ?? "";
        switch (request.Method)
        {
            case "POST" when path.Name is null:
                var created = _resources.Create(kind, path.Namespace, body!.AsObject(), manager);
                if (kind.Kind == "CustomResourceDefinition") Define(created);
                return (201, created);
            case "PUT" when path.Name is not null:
                return (200, _resources.Update(kind, path, body!.AsObject(), manager));
            case "PATCH" when request.ContentType == "application/apply-patch+yaml":
                return (200, _resources.Apply(kind, path, body!.AsObject(), manager, request.Query["force"] == "true"));
            case "PATCH":
                return (200, _resources.Patch(kind, path, request.ContentType ?? "", body!, manager));
            case "DELETE" when path.Name is not null:
                return (200, _resources.Delete(kind, path, body as JsonObject) ?? new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success" });
            default:
                throw new ApiFailureException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        try
        {
            using var reader = new StreamReader(request.Body);
            var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new ApiFailureException(400, "BadRequest", exception.Message);
        }
    }

    private void Define(JsonObject definition)
    {
        var spec = definition["spec"]!;
        foreach (var version in spec["versions"]!.AsArray())
        {
            Add(new ResourceKind(
                (string)spec["group"]!, (string)version!["name"]!, (string)spec["names"]!["plural"]!, (string)spec["names"]!["kind"]!, (string?)spec["scope"] == "Namespaced", version["subresources"]?["status"] is not null));
        }
    }

    private JsonObject List(HttpRequest request, ResourceKind kind, ApiPath path)
    {
        var limit = int.TryParse(request.Query["limit"], out var asked) && asked > 0 ? asked : int.MaxValue;
        var token = (string?)request.Query["continue"];
        var (items, revision, next) = _table.List(kind, SelectionOf(request, path), limit, string.IsNullOrEmpty(token) ? null : token);

        // The server leaves these out inside of lists of its own kinds.
        foreach (var item in items) { item.Remove("kind"); item.Remove("apiVersion"); }
        return new JsonObject
        {
            ["kind"] = kind.Kind + "List",
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["continue"] = next },
            ["items"] = new JsonArray([.. items]),
        };
    }

    private static Selection SelectionOf(HttpRequest request, ApiPath path) => new(path.Namespace, request.Query["labelSelector"], request.Query["fieldSelector"]);

    private async Task WatchAsync(HttpContext context, ResourceKind kind, ApiPath path)
    {
        var query = context.Request.Query;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Volatile.Read(ref _watches).Token);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(int.TryParse(query["timeoutSeconds"], out var seconds) ? seconds : 1800));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, timeout.Token);
        var since = long.TryParse(query["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : _table.Revision;

        // Taken before anybody can see that the watch is there: no signal is missed.
        var (bookmarks, ends) = (Volatile.Read(ref _bookmarks).Task, Volatile.Read(ref _ends).Task);
        var changes = _table.Watch(since, out var unsubscribe);
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync(either.Token);
            var selection = SelectionOf(context.Request, path);

            // Waited for by each change anew they would gather as many waiters as there are changes, of which a cancellation takes each out of the list of all.
            var (bookmarked, ended) = (bookmarks.WaitAsync(either.Token), ends.WaitAsync(either.Token));
            while (true)
            {
                await Task.WhenAny(changes.WaitToReadAsync(either.Token).AsTask(), bookmarked, ended);
                either.Token.ThrowIfCancellationRequested();
                var isEnding = ends.IsCompleted;

                // A bookmark promises what was sent before it, and no change that comes meanwhile.
                var revision = _table.Revision;
                while (changes.TryRead(out var change))
                {
                    if (change.Kind == kind && change.EventFor(selection) is { } seen) await SendAsync(context, seen.Type, seen.Entity, either.Token);
                }

                if (bookmarks.IsCompleted)
                {
                    bookmarks = Volatile.Read(ref _bookmarks).Task;
                    bookmarked = bookmarks.WaitAsync(either.Token);
                    if (query["allowWatchBookmarks"] == "true") await SendAsync(context, "BOOKMARK", Bookmark(kind, revision), either.Token);
                }

                if (isEnding) return;
            }
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            // The time is over: the answer ends in order.
        }
        finally
        {
            unsubscribe();
        }
    }

    private static JsonObject Bookmark(ResourceKind kind, long revision) => new()
    {
        ["kind"] = kind.Kind,
        ["apiVersion"] = kind.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
    };

    private static async Task SendAsync(HttpContext context, string type, JsonObject entity, CancellationToken cancellationToken)
    {
        var line = new JsonObject { ["type"] = type, ["object"] = entity.DeepClone() }.ToJsonString() + "\n";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
