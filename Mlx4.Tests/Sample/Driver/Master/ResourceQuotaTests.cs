using Mlx4.Runtime;
using Mlx4.Sample.Driver.Master;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>What each function may have, and what is kept back for it.</summary>
public class ResourceQuotaTests
{
    /// <summary>Ten of something, of which two functions are guaranteed three and two.</summary>
    private readonly ResourceQuota _quota = new([new(8, 3), new(6, 2)], 10);

    [Fact]
    public void What_is_guaranteed_is_kept_back_from_the_others()
    {
        Assert.Equal((10, 5), (_quota.Free(), _quota.Reserved()));
        Assert.Equal(Errno.Ok, _quota.Grant(0, 8));
        Assert.Equal((2, 2), (_quota.Free(), _quota.Reserved()));
        Assert.Equal(Errno.Ok, _quota.Grant(1, 2));
        Assert.Equal((0, 0), (_quota.Free(), _quota.Reserved()));
        Assert.Equal(Errno.EDQUOT, _quota.Grant(1, 1));
    }

    [Fact]
    public void Beyond_its_quota_a_function_gets_nothing()
    {
        Assert.Equal(Errno.EDQUOT, _quota.Grant(1, 7));
        Assert.Equal(Errno.Ok, _quota.Grant(1, 6));
        Assert.Equal(Errno.EDQUOT, _quota.Grant(1, 1));
        Assert.Equal(6, _quota.AllocatedOf(1));
    }

    [Fact]
    public void What_others_are_guaranteed_is_not_free()
    {
        Assert.Equal(Errno.Ok, _quota.Grant(1, 6));
        Assert.Equal((4, 3), (_quota.Free(), _quota.Reserved()));
        Assert.Equal(Errno.EDQUOT, _quota.Grant(0, 5));
        Assert.Equal(Errno.Ok, _quota.Grant(0, 4));
        Assert.Equal((0, 0), (_quota.Free(), _quota.Reserved()));
    }

    [Fact]
    public void What_comes_back_is_kept_back_again_as_far_as_it_was_guaranteed()
    {
        Assert.Equal(Errno.Ok, _quota.Grant(0, 8));
        _quota.Release(0, 4);
        Assert.Equal((6, 2), (_quota.Free(), _quota.Reserved()));
        _quota.Release(0, 3);
        Assert.Equal((9, 4), (_quota.Free(), _quota.Reserved()));
        _quota.Release(0, 1);
        Assert.Equal((10, 5), (_quota.Free(), _quota.Reserved()));
    }

    [Fact]
    public void Each_pool_is_for_itself()
    {
        var quota = new ResourceQuota([new(2, 1), new(2, 1)], 3, pools: 2);
        Assert.Equal(Errno.Ok, quota.Grant(0, 2, pool: 1));
        Assert.Equal((3, 2), (quota.Free(0), quota.Reserved(0)));
        Assert.Equal((1, 1), (quota.Free(1), quota.Reserved(1)));
        Assert.Equal(Errno.Ok, quota.Grant(0, 1, pool: 0));
    }

    [Fact]
    public void A_function_that_there_is_not_gets_nothing() => Assert.Equal(Errno.EINVAL, _quota.Grant(2, 1));

    [Fact]
    public void The_card_is_divided_by_the_number_of_its_functions()
    {
        MasterMachine machine = MasterMachine.Serving(vfs: 3);
        // 2^18 less 64 of the firmware, 2 * 2 * 2^14 and 2^16 that are found by an address, 8 special ones, and 2048 that stand in for others'.
        Divides(ResourceType.Qp, 262144 - 64 - 65536 - 65536 - 8 - 2048);
        Divides(ResourceType.Cq, 65536 - 128);
        Divides(ResourceType.Srq, 65536 - 64);
        Divides(ResourceType.Mpt, 524288 - 256);
        // The master has those of the firmware on top.
        Divides(ResourceType.Mtt, (1 << 21) - 16, mastersOwn: 16);
        Assert.Equal([new(122, 2), new(128, 2), new(128, 2), new(128, 2)], Shares(ResourceType.Mac));
        Assert.Equal((128, 8, 128, 8), Pools(ResourceType.Mac));
        Assert.Equal([new(128, 64), new(64, 0), new(64, 0), new(64, 0)], Shares(ResourceType.Vlan));
        Assert.Equal((128, 64, 128, 64), Pools(ResourceType.Vlan));
        Assert.Equal([new(256, 4), new(256, 2), new(256, 2), new(256, 2)], Shares(ResourceType.Counter));
        Assert.Equal((255, 10), (Of(ResourceType.Counter).Free(), Of(ResourceType.Counter).Reserved()));

        void Divides(ResourceType type, int total, int mastersOwn = 0)
        {
            int guaranteed = total / 8;
            var share = new ResourceQuota.Share(total / 2 + guaranteed, guaranteed);
            Assert.Equal([new(share.Quota + mastersOwn, share.Guaranteed + mastersOwn), share, share, share], Shares(type));
            Assert.Equal((total + mastersOwn, 4 * guaranteed + mastersOwn), (Of(type).Free(), Of(type).Reserved()));
        }

        ResourceQuota Of(ResourceType type) => machine.Master.Tracker.QuotaOf(type);

        ResourceQuota.Share[] Shares(ResourceType type) => [.. Enumerable.Range(0, 4).Select(Of(type).ShareOf)];

        (int, int, int, int) Pools(ResourceType type) => (Of(type).Free(0), Of(type).Reserved(0), Of(type).Free(1), Of(type).Reserved(1));
    }
}
