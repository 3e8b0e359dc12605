using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Tests.Controllers;

namespace ObjectStore.Operator.Tests.Conditions;

public sealed class StatusWriterTests : ControllerTests
{
    [Fact]
    public async Task WriteAsync_WhatWasReadIsOlderThanWhatWasWritten_IsWritten()
    {
        var statuses = new StatusWriter(Client, new KubernetesJson([ApiJson.Default]));
        var bucket = await CreateBucketAsync("photos", static spec => spec with { StoreRef = new StoreReference { Name = "none", Namespace = "nowhere" } });
        await Operator.ReasonAsync<V1Alpha1Bucket>(Key("photos"), "StoreNotFound");
        var (old, current) = (new BucketStatus { Region = "old" }, new BucketStatus { Region = "current" });

        await WriteAsync(old, current);
        await WriteAsync(old, old);

        Assert.Equal("old", (await Client.GetAsync<V1Alpha1Bucket>(bucket.Key(), Token))!.Status!.Region);

        Task WriteAsync(BucketStatus before, BucketStatus after) => statuses.WriteAsync(before, new V1Alpha1Bucket { Metadata = Meta("photos"), Status = after }, after, Token);
    }
}
