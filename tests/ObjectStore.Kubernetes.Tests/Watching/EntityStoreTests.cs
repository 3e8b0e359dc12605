using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Watching;

public class EntityStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_HandlersOfTwoStoresReadEachOther_BothReturn()
    {
        var (pools, stores) = (new EntityStore<V1ConfigMap>(), new EntityStore<V1Secret>());
        using var bothAreTold = new Barrier(2);
        using var ofPools = pools.Subscribe(_ => ReadOther(() => stores.List()));
        using var ofStores = stores.Subscribe(_ => ReadOther(() => pools.List()));

        var changes = Task.WhenAll(Task.Run(() => pools.Set(new V1ConfigMap { Metadata = Meta("1") }), Token), Task.Run(() => stores.Set(new V1Secret { Metadata = Meta("1") }), Token));

        await changes.WaitAsync(Wait.Limit, Token);

        // Each is told while the other is, too.
        void ReadOther(Action read)
        {
            bothAreTold.SignalAndWait(Wait.Limit);
            read();
        }
    }

    [Fact]
    public void Replace_SomeAreNewSomeAreGoneSomeAreTheSame_TellsTheDifferences()
    {
        var store = new EntityStore<V1ConfigMap>();
        store.Replace([Map("same", "1"), Map("changed", "1"), Map("gone", "1"), Map("unreadable", "1")], []);
        var told = new List<string>();
        using var subscription = store.Subscribe(change => told.Add($"{change.Key.Name} {change.Previous?.Metadata.ResourceVersion}>{change.Current?.Metadata.ResourceVersion}"));
        told.Clear();

        store.Replace([Map("same", "1"), Map("changed", "2"), Map("new", "1")], [new EntityKey("default", "unreadable")]);

        Assert.Equal(["changed 1>2", "gone 1>", "new >1"], told.Order(StringComparer.Ordinal));
        Assert.Equal(["changed", "new", "same", "unreadable"], store.List().Select(each => each.Metadata.Name).Order(StringComparer.Ordinal));
    }

    private static V1ConfigMap Map(string name, string version) => new() { Metadata = Meta(version) with { Name = name } };

    private static V1ObjectMeta Meta(string version) => new() { Name = "one", Namespace = "default", Uid = "uid", ResourceVersion = version };
}
