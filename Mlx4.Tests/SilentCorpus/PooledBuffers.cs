// Memory that is borrowed from pools.

using System;
using System.Buffers;
using Mlx4.Runtime;

internal interface ILink
{
    Errno Post(ReadOnlySpan<byte> frame);
    Errno Receive(Span<byte> frame, out int length);
}

// Shape: rented in the stage, returned on its failing exit and by its cleanup
internal sealed partial class RentedFrame(ILink link)
{
    private byte[]? _frame;

    [InitStage(10, Cleanup = nameof(ReturnFrame))]
    private Errno RentFrame(int size)
    {
        _frame = ArrayPool<byte>.Shared.Rent(size);
        Errno err = link.Post(_frame.AsSpan(0, size));
        if (err != Errno.Ok)
        {
            ArrayPool<byte>.Shared.Return(_frame);
            _frame = null;
            return err;
        }

        return Errno.Ok;
    }

    private void ReturnFrame()
    {
        ArrayPool<byte>.Shared.Return(_frame!, clearArray: true);
        _frame = null;
    }
}

// Shape: rented and returned within the stage
internal sealed partial class ScratchBuffer(ILink link)
{
    private int _received;

    [InitStage(10, NoCleanup = "the buffer is back in the pool")]
    private Errno Receive(int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Errno err = link.Receive(buffer, out int length);
            if (err != Errno.Ok)
            {
                return err;
            }

            _received = length;
            return length == 0 ? Errno.ENODATA : Errno.Ok;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public int Received => _received;
}

// Shape: an owner of memory, in a using
internal sealed partial class OwnedMemory(ILink link)
{
    [InitStage(10, NoCleanup = "nothing is kept")]
    private Errno Greet()
    {
        using IMemoryOwner<byte> memory = MemoryPool<byte>.Shared.Rent(64);
        Span<byte> frame = memory.Memory.Span[..64];
        frame.Clear();
        return link.Post(frame);
    }
}

// Shape: a transient buffer that later stages fill
internal sealed partial class TransientBuffer(ILink link)
{
    private byte[] _buffer = [];
    private int _length;

    [InitStage(10, Cleanup = nameof(ReturnBuffer), Transient = true)]
    private void RentBuffer() => _buffer = ArrayPool<byte>.Shared.Rent(4096);

    private void ReturnBuffer()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    [InitStage(20, NoCleanup = "only reads")]
    private Errno ReadIdentity() => link.Receive(_buffer, out _length);

    [InitStage(30, NoCleanup = "only reads")]
    private Errno CheckIdentity() => _length >= 4 && _buffer[0] == 0x15 && _buffer[1] == 0xb3 ? Errno.Ok : Errno.ENODEV;
}

// Shape: a pool of the type's own, with other names
internal sealed class BlockPool
{
    private int _next = 1;
    public int Take() => _next++;
    public void GiveBack(int block) => _next = Math.Min(_next, block);
}

internal sealed partial class BlockUser(BlockPool pool, ILink link)
{
    private int _block;

    [InitStage(10, Cleanup = nameof(GiveBlockBack))]
    private Errno TakeBlock()
    {
        int block = pool.Take();
        Errno err = link.Post([(byte)block]);
        if (err != Errno.Ok)
        {
            pool.GiveBack(block);
            return err;
        }

        _block = block;
        return Errno.Ok;
    }

    private void GiveBlockBack() => pool.GiveBack(_block);
}
