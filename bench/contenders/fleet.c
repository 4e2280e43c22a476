/*
 * The algorithm of assembly/fleet in C: the same buckets, blocks, bitmaps, orders and layouts, for
 * one model whose instances exclude each other only by shared memory slices. The count of GPUs by which
 * least-loss tells that room is scarce is left out.
 *
 * Reads numbers on standard input, as contenders/fleet-c.ts writes them: GPUs, score (1 mfi-count,
 * 0 first-fit), pairs of a round, seed; requests and staying instances of each GPU, in tenths; memory
 * slices and profiles, for each its size and starts; the mix of profiles. Then each further number is
 * a round to run: it answers with nanoseconds a pair and a checksum over all places so far. The
 * stream is that of bench/churn.ts, draw by draw.
 *
 * With -DANY a bucket is a list from which any GPU is taken, for what the order of GPUs costs.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__AVX512F__) || defined(__SSE2__)
#include <immintrin.h>
#endif

enum { SLICES = 16, PROFILES = 32, PLACEMENTS = 64, BLOCK_BITS = 4, CODE_BITS = 6 };
#define NOBODY INT32_MAX
#define NO_KEY INT64_MAX

typedef struct Layout {
  int32_t number, bucket;
  uint32_t taken;
  int32_t gpus, instances;
  uint64_t set;
  int16_t at[SLICES];
  uint16_t places[PROFILES];
  struct Layout *neighbours[PLACEMENTS];
} Layout;

typedef struct {
  int32_t lowest;
  uint64_t *spots;
  int32_t *cells[PROFILES];
  int64_t keys[PROFILES];
#ifdef ANY
  int32_t *members, count, room;
#endif
} Bucket;

typedef struct {
  int32_t count;
  int64_t keys[4096];
  int32_t buckets[4096], ends[4096];
  int32_t lows[4096 + 16];
} Order;

static int slices, profiles, placements, mfiCount;
static int profileOf[PLACEMENTS], startOf[PLACEMENTS], sizes[PROFILES];
static uint32_t masks[PLACEMENTS];

static int32_t *layoutOf, *bucketOf;
#ifdef ANY
static int32_t *placeInBucket;
#endif
static int32_t capacity, lowWords, middleWords, topWords;
static Layout *layouts[65536];
static int32_t layoutCount;
static Bucket buckets[4096];
static int32_t bucketCount;
static Order orders[PROFILES];
static int32_t sink;

static void *zeroed(size_t bytes) {
  void *at = aligned_alloc(64, (bytes + 63) & ~(size_t)63);
  if (at == NULL) abort();
  return memset(at, 0, bytes);
}

/* Bit i is set where the i-th of 16 numbers is this one. */
static inline uint32_t same16(const int32_t *at, int32_t wanted) {
#if defined(__AVX512F__)
  return _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(at), _mm512_set1_epi32(wanted));
#elif defined(__SSE2__)
  const __m128i w = _mm_set1_epi32(wanted), *v = (const __m128i *)at;
  __m128i low = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(v), w), _mm_cmpeq_epi32(_mm_loadu_si128(v + 1), w));
  __m128i high = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(v + 2), w), _mm_cmpeq_epi32(_mm_loadu_si128(v + 3), w));
  return _mm_movemask_epi8(_mm_packs_epi16(low, high));
#else
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)(at[i] == wanted) << i;
  return bits;
#endif
}

static void setLowest(Bucket *b, int32_t gpu) {
  b->lowest = gpu;
  for (int p = 0; p < profiles; p++) *b->cells[p] = gpu;
}

#ifdef ANY

static void leave(int32_t gpu, int32_t bucket) {
  Bucket *b = &buckets[bucket];
  int32_t last = b->members[--b->count], place = placeInBucket[gpu];
  b->members[place] = last;
  placeInBucket[last] = place;
  if (b->lowest == gpu) setLowest(b, b->count == 0 ? NOBODY : b->members[b->count - 1]);
}

static void enter(int32_t gpu, int32_t bucket) {
  Bucket *b = &buckets[bucket];
  if (b->count == b->room) {
    b->room = b->room == 0 ? 64 : b->room * 2;
    b->members = realloc(b->members, sizeof(int32_t) * (size_t)b->room);
    if (b->members == NULL) abort();
  }
  placeInBucket[gpu] = b->count;
  b->members[b->count++] = gpu;
  if (b->lowest == NOBODY) setLowest(b, gpu);
}

#else

static void setSpot(uint64_t *spots, int32_t block) {
  uint64_t *low = spots + (block >> 6), before = *low;
  *low = before | 1ull << (block & 63);
  if (before != 0) return;
  uint64_t *middle = spots + lowWords + (block >> 12), above = *middle;
  *middle = above | 1ull << (block >> 6 & 63);
  if (above != 0) return;
  spots[lowWords + middleWords + (block >> 18)] |= 1ull << (block >> 12 & 63);
}

static void clearSpot(uint64_t *spots, int32_t block) {
  uint64_t *low = spots + (block >> 6);
  *low &= ~(1ull << (block & 63));
  if (*low != 0) return;
  uint64_t *middle = spots + lowWords + (block >> 12);
  *middle &= ~(1ull << (block >> 6 & 63));
  if (*middle != 0) return;
  spots[lowWords + middleWords + (block >> 18)] &= ~(1ull << (block >> 12 & 63));
}

static int32_t lowestBy(const uint64_t *spots, int32_t bucket) {
  const uint64_t *tops = spots + lowWords + middleWords;
  for (int32_t i = 0; i < topWords; i++) {
    if (tops[i] == 0) continue;
    int32_t high = (i << 6) + __builtin_ctzll(tops[i]);
    int32_t middle = (high << 6) + __builtin_ctzll(spots[lowWords + high]);
    int32_t block = (middle << 6) + __builtin_ctzll(spots[middle]);
    return (block << BLOCK_BITS) + __builtin_ctz(same16(bucketOf + ((size_t)block << BLOCK_BITS), bucket));
  }
  return NOBODY;
}

static void leave(int32_t gpu, int32_t bucket) {
  Bucket *b = &buckets[bucket];
  int32_t block = gpu >> BLOCK_BITS;
  uint32_t others = same16(bucketOf + ((size_t)block << BLOCK_BITS), bucket) & ~(1u << (gpu & 15));
  if (others == 0) clearSpot(b->spots, block);
  if (b->lowest != gpu) return;
  setLowest(b, others != 0 ? (block << BLOCK_BITS) + __builtin_ctz(others) : lowestBy(b->spots, bucket));
}

static void enter(int32_t gpu, int32_t bucket) {
  Bucket *b = &buckets[bucket];
  setSpot(b->spots, gpu >> BLOCK_BITS);
  if (gpu < b->lowest) setLowest(b, gpu);
}

#endif

static void moveGpu(int32_t gpu, int32_t to) {
  int32_t from = bucketOf[gpu];
  if (from == to) return;
  if (from >= 0) leave(gpu, from);
  bucketOf[gpu] = to;
  enter(gpu, to);
}

static void insert(Order *order, int profile, int64_t key, int32_t bucket) {
  if (order->count == 4096) abort();
  int32_t row = order->count++;
  for (; row > 0 && order->keys[row - 1] > key; row--) {
    order->keys[row] = order->keys[row - 1];
    order->buckets[row] = order->buckets[row - 1];
    order->lows[row] = order->lows[row - 1];
  }
  order->keys[row] = key;
  order->buckets[row] = bucket;
  order->lows[row] = NOBODY;
  for (int32_t i = order->count - 1, end = order->count; i >= 0; i--) {
    if (i + 1 < order->count && order->keys[i + 1] != order->keys[i]) end = i + 1;
    order->ends[i] = end;
  }
  for (int32_t i = row; i < order->count; i++) buckets[order->buckets[i]].cells[profile] = &order->lows[i];
}

static int64_t fragmentation(uint32_t taken) {
  int64_t sum = 0;
  int room = slices - __builtin_popcount(taken);
  for (int p = 0; p < placements; p++) sum += sizes[profileOf[p]] <= room && (masks[p] & taken) != 0;
  return sum;
}

static int32_t bucketFor(const int64_t *keys) {
  for (int32_t b = 0; b < bucketCount; b++)
    if (memcmp(buckets[b].keys, keys, sizeof(int64_t) * (size_t)profiles) == 0) return b;
  if (bucketCount == 4096) abort();
  Bucket *b = &buckets[bucketCount];
  b->lowest = NOBODY;
  b->spots = zeroed(8 * (size_t)(lowWords + middleWords + topWords));
  memcpy(b->keys, keys, sizeof(int64_t) * (size_t)profiles);
  for (int p = 0; p < profiles; p++) {
    b->cells[p] = &sink;
    if (keys[p] != NO_KEY) insert(&orders[p], p, keys[p], bucketCount);
  }
  return bucketCount++;
}

static Layout *layoutFor(uint64_t set) {
  for (int32_t l = 0; l < layoutCount; l++)
    if (layouts[l]->set == set) return layouts[l];
  if (layoutCount == 65536) abort();
  Layout *layout = layouts[layoutCount] = zeroed(sizeof(Layout));
  int64_t keys[PROFILES];
  layout->number = layoutCount++;
  layout->set = set;
  memset(layout->at, 0xff, sizeof layout->at);
  for (int p = 0; p < placements; p++) {
    if ((set >> p & 1) == 0) continue;
    layout->taken |= masks[p];
    layout->at[startOf[p]] = (int16_t)p;
    layout->instances++;
  }
  for (int q = 0; q < profiles; q++) keys[q] = NO_KEY;
  for (int p = 0; p < placements; p++) {
    if ((masks[p] & layout->taken) != 0) continue;
    int64_t key = mfiCount ? fragmentation(layout->taken | masks[p]) - fragmentation(layout->taken) : 0;
    if (key >= keys[profileOf[p]]) continue;
    keys[profileOf[p]] = key;
    layout->places[profileOf[p]] = (uint16_t)(p * SLICES + startOf[p]);
  }
  layout->bucket = bucketFor(keys);
  return layout;
}

static inline void become(int32_t gpu, Layout *from, int placement) {
  Layout *to = from->neighbours[placement];
  if (to == NULL) to = from->neighbours[placement] = layoutFor(from->set ^ 1ull << placement);
  from->gpus--;
  to->gpus++;
  layoutOf[gpu] = to->number;
  moveGpu(gpu, to->bucket);
}

static int32_t place(int profile) {
  const Order *order = &orders[profile];
  for (int32_t from = 0; from < order->count; from += 16) {
    uint32_t present = ~same16(order->lows + from, NOBODY) & 0xffff;
    if (present == 0) continue;
    int32_t row = from + __builtin_ctz(present), gpu = NOBODY;
#ifdef ANY
    gpu = order->lows[row];
#else
    for (int32_t i = row, end = order->ends[row]; i < end; i++) gpu = order->lows[i] < gpu ? order->lows[i] : gpu;
#endif
    Layout *layout = layouts[layoutOf[gpu]];
    int found = layout->places[profile];
    become(gpu, layout, found / SLICES);
    return (gpu << CODE_BITS) + found % SLICES;
  }
  return -1;
}

static void release(int32_t code) {
  Layout *layout = layouts[layoutOf[code >> CODE_BITS]];
  int placement = layout->at[code & ((1 << CODE_BITS) - 1)];
  if (placement < 0) abort();
  become(code >> CODE_BITS, layout, placement);
}

/* mulberry32, as bench/random.ts */
static uint32_t seeded;
static int32_t draw(int32_t end) {
  seeded += 0x6d2b79f5;
  uint32_t t = (seeded ^ seeded >> 15) * (seeded | 1);
  t ^= t + (t ^ t >> 7) * (t | 61);
  return (int32_t)((double)(t ^ t >> 14) / 4294967296.0 * end);
}

static int mix[256], mixed;
static int32_t *live, living, *codes;
static uint8_t *requests;
static uint32_t checksum = 0x811c9dc5;

static void keep(int32_t code) {
  checksum = (checksum ^ (uint32_t)code) * 0x01000193;
  if (code >= 0) live[living++] = code;
}

static int32_t depart(void) {
  int32_t at = draw(living), code = live[at];
  live[at] = live[--living];
  return code;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int number(void) {
  int n;
  if (scanf("%d", &n) != 1) exit(0);
  return n;
}

int main(void) {
  int32_t gpus = number();
  mfiCount = number();
  int32_t pairs = number();
  seeded = (uint32_t)number();
  int32_t filling = (int32_t)((int64_t)gpus * number() / 10), staying = (int32_t)((int64_t)gpus * number() / 10);
  slices = number();
  profiles = number();
  for (int p = 0; p < profiles; p++) {
    sizes[p] = number();
    for (int n = number(); n > 0; n--) {
      if (placements == PLACEMENTS) abort();
      profileOf[placements] = p;
      startOf[placements] = number();
      masks[placements] = ((1u << sizes[p]) - 1) << startOf[placements];
      placements++;
    }
  }
  mixed = number();
  for (int i = 0; i < mixed; i++) mix[i] = number();

  for (capacity = 1 << (BLOCK_BITS + 6); capacity < gpus;) capacity <<= 1;
  lowWords = capacity >> (BLOCK_BITS + 6);
  middleWords = lowWords >> 6 > 1 ? lowWords >> 6 : 1;
  topWords = middleWords >> 6 > 1 ? middleWords >> 6 : 1;
  layoutOf = zeroed(sizeof(int32_t) * (size_t)capacity);
  bucketOf = zeroed(sizeof(int32_t) * (size_t)capacity);
  memset(bucketOf, 0xff, sizeof(int32_t) * (size_t)capacity);
#ifdef ANY
  placeInBucket = zeroed(sizeof(int32_t) * (size_t)capacity);
#endif
  for (int p = 0; p < PROFILES; p++)
    for (int i = 0; i < 4096 + 16; i++) orders[p].lows[i] = NOBODY;

  Layout *empty = layoutFor(0);
  empty->gpus = gpus;
  for (int32_t gpu = 0; gpu < gpus; gpu++) moveGpu(gpu, empty->bucket);

  live = zeroed(sizeof(int32_t) * (size_t)(filling + pairs));
  codes = zeroed(sizeof(int32_t) * (size_t)pairs);
  requests = zeroed((size_t)pairs);
  for (int32_t i = 0; i < filling; i++) keep(place(mix[draw(mixed)]));
  while (living > staying) release(depart());
  const int32_t leaving = living < pairs ? living : pairs;

  for (;;) {
    number();
    for (int32_t i = 0; i < leaving; i++) codes[i] = depart();
    for (int32_t i = 0; i < pairs; i++) requests[i] = (uint8_t)mix[draw(mixed)];
    double start = now();
    for (int32_t i = 0; i < leaving; i++) release(codes[i]);
    for (int32_t i = 0; i < pairs; i++) codes[i] = place(requests[i]);
    double took = now() - start;
    for (int32_t i = 0; i < pairs; i++) keep(codes[i]);
    printf("%.3f %u\n", took / pairs, checksum);
    fflush(stdout);
  }
}
