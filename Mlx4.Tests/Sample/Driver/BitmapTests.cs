using Mlx4.Runtime;
using Mlx4.Sample.Driver.Resources;

namespace Mlx4.Tests.Sample.Driver;

public class BitmapTests
{
    private readonly Bitmap _bitmap = new();

    [Fact]
    public void Reserved_numbers_are_not_handed_out()
    {
        Assert.Equal(Errno.Ok, _bitmap.Init(8, reservedBottom: 2, reservedTop: 3));

        Assert.Equal([2, 3, 4], Enumerable.Range(0, 3).Select(_ => Take()));
        Assert.Equal(Errno.ENOMEM, _bitmap.Alloc(out _));
    }

    [Fact]
    public void A_number_that_came_back_is_handed_out_again()
    {
        _bitmap.Init(4, 0);
        Take();
        Take();
        _bitmap.Free(0);

        Assert.Equal(0, Take());
    }

    [Fact]
    public void The_size_is_a_power_of_two() => Assert.Equal(Errno.EINVAL, _bitmap.Init(6, 0));

    [Fact]
    public void A_number_is_given_back_once()
    {
        _bitmap.Init(4, 0);
        _bitmap.Free(Take());

        Assert.Throws<InvalidOperationException>(() => _bitmap.Free(0));
        _bitmap.Cleanup();
    }

    [Fact]
    public void A_table_is_not_cleaned_up_while_a_number_is_taken()
    {
        _bitmap.Init(4, 0);
        Take();

        Assert.Throws<InvalidOperationException>(_bitmap.Cleanup);
    }

    [Fact]
    public void Numbers_in_a_row_begin_at_a_multiple()
    {
        _bitmap.Init(16, reservedBottom: 1, reservedTop: 1);
        Assert.Equal(1, TakeRange(1, 1));
        Assert.Equal(4, TakeRange(4, 4));
        Assert.Equal(2, TakeRange(2, 1));
        Assert.Equal(8, TakeRange(3, 2));
        Assert.Equal(Errno.ENOMEM, _bitmap.AllocRange(4, 4, 0, out _));
        Assert.Equal(11, TakeRange(4, 1));
        Assert.Equal(Errno.ENOMEM, _bitmap.AllocRange(1, 1, 0, out _));
    }

    [Fact]
    public void A_row_that_came_back_is_handed_out_again()
    {
        _bitmap.Init(8, 0);
        TakeRange(8, 8);
        _bitmap.FreeRange(2, 3);
        Assert.Equal(Errno.ENOMEM, _bitmap.AllocRange(4, 1, 0, out _));
        Assert.Equal(2, TakeRange(3, 1));
        _bitmap.FreeRange(0, 8);
        _bitmap.Cleanup();
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, 1 << 30)]
    public void More_than_there_is_or_a_multiple_that_there_is_not_is_refused(int count, int alignment)
    {
        _bitmap.Init(8, reservedBottom: 1);
        Assert.Equal(Errno.ENOMEM, _bitmap.AllocRange(count, alignment, 0, out _));
    }

    private int TakeRange(int count, int alignment)
    {
        Assert.Equal(Errno.Ok, _bitmap.AllocRange(count, alignment, 0, out int first));
        return first;
    }

    private int Take()
    {
        Assert.Equal(Errno.Ok, _bitmap.Alloc(out int number));
        return number;
    }
}
