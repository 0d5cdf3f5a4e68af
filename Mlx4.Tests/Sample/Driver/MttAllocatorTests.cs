using Mlx4.Runtime;
using Mlx4.Sample.Driver.Resources;

namespace Mlx4.Tests.Sample.Driver;

public class MttAllocatorTests
{
    private readonly MttAllocator _mtts = new(null!);

    [Fact]
    public void Blocks_are_aligned_to_their_size_and_the_lowest_that_fit()
    {
        _mtts.Init(4);

        Assert.Equal([0, 8, 2, 1], [Take(1), Take(3), Take(1), TakeAfterFreeing(0)]);

        int TakeAfterFreeing(int first)
        {
            _mtts.Free(first, 1);
            Assert.Equal(0, Take(0));
            return Take(0);
        }
    }

    [Fact]
    public void Halves_that_are_both_free_are_one_again()
    {
        _mtts.Init(2);
        int[] all = [Take(0), Take(0), Take(0), Take(0)];
        Assert.Equal([0, 1, 2, 3], all);
        Assert.Equal(Errno.ENOMEM, _mtts.Alloc(0, out _));

        foreach (int mtt in (int[])[2, 0, 3, 1])
        {
            _mtts.Free(mtt, 0);
        }

        Assert.Equal(0, Take(2));
    }

    [Fact]
    public void More_than_there_are_cannot_be_had()
    {
        _mtts.Init(2);

        Assert.Equal(Errno.ENOMEM, _mtts.Alloc(3, out _));
    }

    [Fact]
    public void The_MTTs_are_not_cleaned_up_while_some_are_taken()
    {
        _mtts.Init(2);
        Take(0);

        Assert.Throws<InvalidOperationException>(_mtts.Cleanup);
    }

    private int Take(int order)
    {
        Assert.Equal(Errno.Ok, _mtts.Alloc(order, out int first));
        return first;
    }
}
