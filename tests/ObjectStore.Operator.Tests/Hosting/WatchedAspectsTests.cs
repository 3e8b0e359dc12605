using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Tests.Hosting;

public class WatchedAspectsTests
{
    private static readonly V1Taint Taint = new() { Key = "only", Value = "storage", Effect = "NoSchedule" };

    private static readonly V1Node Node = Samples.Node("node-a", "zone-a", false, Taint);

    [Fact]
    public void IsSameNode_HeartbeatOrAnnotationOfOthers_IsSame()
    {
        var beat = Node with { Status = new V1NodeStatus { Conditions = [new V1Condition { Type = "Ready", Status = "False" }] }, Spec = Node.Spec! with { Taints = [Taint with { }], Unschedulable = false } };

        Assert.True(WatchedAspects.IsSameNode(Node, beat));
        Assert.True(WatchedAspects.IsSameNode(Node, Node with { Metadata = Node.Metadata with { ResourceVersion = "2", Annotations = new Dictionary<string, string> { ["of-others"] = "1" } } }));
    }

    public static TheoryData<string> Changes => [.. NodeChanges.Keys];

    private static Dictionary<string, V1Node> NodeChanges => new()
    {
        ["zone"] = Samples.Node("node-a", "zone-b", false, Taint),
        ["no zone"] = Samples.Node("node-a", null, false, Taint),
        ["cordon"] = Samples.Node("node-a", "zone-a", true, Taint),
        ["taint"] = Samples.Node("node-a", "zone-a", false, Taint with { Value = "other" }),
        ["no taint"] = Samples.Node("node-a", "zone-a"),
        ["drain"] = Node with { Metadata = Node.Metadata with { Annotations = new Dictionary<string, string> { [DeviceWishes.DrainAnnotation] = "true" } } },
        ["made anew"] = Node with { Metadata = Node.Metadata with { Uid = "another" } },
        ["deletion"] = Node with { Metadata = Node.Metadata with { DeletionTimestamp = Samples.Now } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void IsSameNode_WhatPlansDependOn_IsNotSame(string change)
    {
        Assert.False(WatchedAspects.IsSameNode(Node, NodeChanges[change]));
        Assert.False(WatchedAspects.IsSameNode(NodeChanges[change], Node));
    }

    [Fact]
    public void IsSameStore_ReadyGateways_IsSameUntilTheIndexOpensOrTheSpecChanges()
    {
        var store = Samples.Store() with { Status = new ObjectStoreStatus { Conditions = [new V1Condition { Type = "Ready", Status = "False", Message = "1 of 2 gateways are ready." }] } };
        var open = new V1Condition { Type = "IndexAvailable", Status = "True" };

        Assert.True(WatchedAspects.IsSameStore(store, store with { Status = new ObjectStoreStatus { Gateway = new GatewayStatus { ReadyReplicas = 2 } } }));
        Assert.False(WatchedAspects.IsSameStore(store, store with { Status = new ObjectStoreStatus { Conditions = [open] } }));
        Assert.False(WatchedAspects.IsSameStore(store, store with { Metadata = store.Metadata with { Generation = 2 } }));
    }

    [Fact]
    public void IsSameBucket_Usage_IsSameUntilTheBucketIsReadyOrItsSpecChanges()
    {
        var bucket = new V1Alpha1Bucket { Metadata = new V1ObjectMeta { Name = "photos", Uid = "1", Generation = 1 }, Status = new BucketStatus { Usage = new BucketStorageUsage { Bytes = 1 } } };
        var ready = new V1Condition { Type = "Ready", Status = "True" };

        Assert.True(WatchedAspects.IsSameBucket(bucket, bucket with { Status = new BucketStatus { Usage = new BucketStorageUsage { Bytes = 2 } } }));
        Assert.False(WatchedAspects.IsSameBucket(bucket, bucket with { Status = new BucketStatus { Conditions = [ready] } }));
        Assert.False(WatchedAspects.IsSameBucket(bucket, bucket with { Metadata = bucket.Metadata with { Generation = 2 } }));
    }
}
